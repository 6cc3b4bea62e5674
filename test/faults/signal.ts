// A promise that is resolved from outside, for the events that tests wait for.

export interface Signal {
  readonly promise: Promise<void>;
  fire(): void;
}

export function signal(): Signal {
  let fire: () => void = () => undefined;
  const promise = new Promise<void>(resolve => (fire = resolve));
  return { promise, fire };
}
