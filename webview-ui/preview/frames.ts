// Frames and times: how long a frame of this clip lasts, which one is shown, and how that is written.

/** Frames per second until the clip has shown its own rate; what the documented services and the sandbox make. */
export const assumedRate = 24;

/** Rates that cameras, games and models use. */
const commonRates = [12, 15, 16, 23.976, 24, 25, 29.97, 30, 48, 50, 59.94, 60, 120];

/** Learns a clip's frame rate from the frames that the browser presents. */
export class FrameRate {
  private last: { readonly mediaTime: number; readonly presented: number } | undefined;
  private shortest = Infinity;
  private seen = 0;

  /** `mediaTime` in seconds and the count of presented frames, from `requestVideoFrameCallback`. */
  observe(mediaTime: number, presented: number): void {
    const step = this.last && presented - this.last.presented === 1 ? mediaTime - this.last.mediaTime : 0;
    this.last = { mediaTime, presented };
    // A step back is the loop's start or a seek; a long one is a seek or a dropped frame.
    if (step <= 0.004 || step > 0.5) return;
    this.seen++;
    this.shortest = Math.min(this.shortest, step);
  }

  /** What is shown next does not follow what was shown last. */
  interrupt(): void {
    this.last = undefined;
  }

  /** Frames per second. */
  get value(): number {
    if (this.seen < 4) return assumedRate;
    const rate = 1 / this.shortest;
    const nearest = commonRates.toSorted((one, other) => Math.abs(one - rate) - Math.abs(other - rate))[0] ?? rate;
    return Math.abs(nearest - rate) / nearest < 0.012 ? nearest : rate;
  }
}

/** The frame shown at `seconds`, counted from 0. Times lie up to a thousandth before the frame that they mean. */
export function frameAt(seconds: number, rate: number): number {
  return Math.max(0, Math.floor(seconds * rate + 0.05));
}

/** How many frames a clip of that length has. */
export function frameCount(duration: number, rate: number): number {
  return Math.max(1, Math.round(duration * rate));
}

/** A time inside of a frame, far from its neighbours, so that a seek cannot miss it. */
export function timeOfFrame(frame: number, rate: number, duration: number): number {
  const last = frameCount(duration, rate) - 1;
  return Math.min(Math.max(0, duration - 0.001), (Math.min(Math.max(0, frame), last) + 0.5) / rate);
}

/** `0:03.21`: minutes, seconds, hundredths. */
export function clockText(seconds: number): string {
  const hundredths = Math.max(0, Math.floor(seconds * 100 + 1e-6));
  const minutes = Math.floor(hundredths / 6000);
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${minutes}:${rest}`;
}
