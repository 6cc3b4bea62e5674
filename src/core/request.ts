// What a person asks for: the prompt, the first frame, and one vocabulary of options for all services.

/** The names that scripts rely on (product page, *The stable names*). */
export const optionNames = [
  'resolution',
  'duration',
  'aspectRatio',
  'negativePrompt',
  'seed',
  'style',
  'motionIntensity',
  'audio',
  'fixedLens',
] as const;
export type OptionName = (typeof optionNames)[number];
export type OptionValue = string | number | boolean;
/** Only what was chosen; what is missing is the service's default. */
export type Options = Readonly<Partial<Record<OptionName, OptionValue>>>;

/** A first frame, prepared (JPEG, oriented, without metadata) and kept in the store under its hash. */
export interface Picture {
  /** SHA-256 of the prepared JPEG in hex: its name in the store. */
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** File name for people: `hero.png`. */
  readonly name: string;
}

/** What a codec needs to write a submit. */
export interface ServiceRequest {
  readonly prompt: string;
  readonly options: Options;
  readonly picture?: Picture;
}

/**
 * How a picture reaches a service that takes addresses only: `address`, an https address that the user gave; `public`, from this
 * editor through the user's public address; `data`, inside the request as a `data:` URL, which no page documents.
 */
export type PictureRoute =
  { readonly kind: 'address'; readonly url: string } | { readonly kind: 'public' } | { readonly kind: 'data' };

/** What may be asked of the engine. */
export interface GenerationRequest extends ServiceRequest {
  readonly service: string;
  /** 1 to 8; default 1. */
  readonly takes?: number;
  /** For services that take addresses only; without it the engine chooses, or says that the user must. */
  readonly pictureRoute?: PictureRoute;
}

export const maxTakes = 8;

/** Where a picture goes: `prompt`, `picture`, `service`, `takes` or an option's name. */
export type FieldName = OptionName | 'prompt' | 'picture' | 'service' | 'takes';

/** A sentence beside the field that it concerns. */
export interface FieldProblem {
  readonly field: FieldName;
  readonly message: string;
}

interface OptionBase {
  readonly name: OptionName;
  readonly label: string;
  /** What a choice does, in one sentence: "audio doubles the credits". */
  readonly help?: string;
  /** The kinds of request that take it; default both. */
  readonly only?: 'text' | 'picture';
  /** The service has no default of its own, so it is always sent. */
  readonly required?: boolean;
}

/** One documented option: the form, the palette flow, validation and the agents' schema are made from it. */
export type OptionSpec =
  | (OptionBase & {
      readonly kind: 'choice';
      readonly choices: readonly { readonly value: string | number; readonly label: string }[];
      readonly default?: string | number;
    })
  | (OptionBase & {
      readonly kind: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly integer: boolean;
      readonly unit?: 'seconds';
      readonly default?: number;
    })
  | (OptionBase & { readonly kind: 'text'; readonly maxLength?: number; readonly default?: string })
  | (OptionBase & { readonly kind: 'flag'; readonly default: boolean });
