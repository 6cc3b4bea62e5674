// What the steps of a job and the engine ask of the public door. `door.ts` is the one that serves.

/** `here`: this window serves; `elsewhere`: another window of ours; `taken`: another program has the port; `off`: no public address. */
export type DoorState = 'here' | 'elsewhere' | 'taken' | 'off';

export interface CallbackPlace {
  readonly job?: string;
  readonly service: string;
  readonly baseUrl: string;
  readonly dialect: string;
}

/** What was put where the internet can reach it: `name` takes it back. */
export interface Shown {
  readonly name: string;
  readonly url: string;
}

export interface PublicWay {
  /** Holds what windows must know of each other's places. */
  readonly folder: string;

  /** The user's public address, where a service at `baseUrl` can use it. */
  addressFor(baseUrl: string): string | undefined;

  /** Shows a picture to the internet until `withdraw`, or until its job has ended. */
  showPicture(job: string, sha256: string, address: string): Promise<Shown>;

  /** Makes a place for callbacks. */
  awaitCallback(place: CallbackPlace, address: string): Promise<Shown>;

  /** The job waits for a callback at its key's common place. */
  awaitAtCommonPlace(job: string): Promise<{ readonly name: string }>;

  withdraw(names: readonly string[]): Promise<void>;

  /** Something was just added: opens the door, or finds it open. Never rejects. */
  open(): Promise<DoorState>;

  /** Begins: what was shown before a restart is shown again. `ask` looks at a job now; false: another window leads its lane. */
  start(ask: (job: string) => boolean): void;

  /** A job changed. Cheap: looks at the disk only where something may have to end or to begin. */
  noteChange(ids: readonly string[]): void;

  /** The settings changed: another port is opened, a removed address shuts the door. */
  noteSettings(): void;

  /** Resolves when the port is free. */
  stop(): Promise<void>;
}
