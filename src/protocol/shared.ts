// What both web views share: the values that cross the border, and how a message is read on either side of it.

import * as z from 'zod/mini';

/** An option's value as `core/request.ts` has it. */
export const optionValue = z.union([z.string().check(z.maxLength(20_000)), z.number(), z.boolean()]);
export type OptionValue = z.infer<typeof optionValue>;

/** Chosen options by name. Names that a service does not have are dropped by the extension, not here. */
export const options = z.record(z.string().check(z.maxLength(40)), optionValue);
export type Options = z.infer<typeof options>;

/** A first frame, prepared and kept by the store under its hash (`core/request.ts`). */
export const picture = z.object({
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  bytes: z.number().check(z.nonnegative()),
  width: z.number().check(z.positive()),
  height: z.number().check(z.positive()),
  name: z.string().check(z.maxLength(1000)),
});
export type Picture = z.infer<typeof picture>;

/** Bytes as VS Code hands them over: it keeps typed arrays, and turns some into plain buffers. */
export const bytes = z.custom<Uint8Array | ArrayBuffer>(
  value => value instanceof Uint8Array || value instanceof ArrayBuffer,
);

/** The same bytes as a view of them, without a copy. */
export function asBytes(value: z.infer<typeof bytes>): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value);
}

/** A message read by its schema; undefined where it is not one. The other side is never trusted to have sent what it should. */
export function readMessage<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> | undefined {
  const read = schema.safeParse(value);
  return read.success ? read.data : undefined;
}
