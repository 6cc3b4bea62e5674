import { describe, expect, test } from 'vitest';
import { assumedRate, clockText, frameAt, frameCount, FrameRate, timeOfFrame } from '../../webview-ui/preview/frames';

function learned(rate: number, frames: number): number {
  const learner = new FrameRate();
  for (let frame = 0; frame < frames; frame++) learner.observe(Math.floor((frame / rate) * 1e6) / 1e6, frame + 1);
  return learner.value;
}

describe('the frame rate', () => {
  test('is the assumed one until enough frames were seen', () => {
    expect(learned(30, 2)).toBe(assumedRate);
  });

  test.each([12, 23.976, 24, 25, 29.97, 30, 50, 59.94, 60])('%d frames a second are learned', rate => {
    expect(learned(rate, 24)).toBe(rate);
  });

  test('an unusual rate is taken as it is', () => {
    expect(learned(20, 24)).toBeCloseTo(20, 1);
  });

  test('dropped frames, seeks and the start of a new round do not count', () => {
    const learner = new FrameRate();
    const times = [0, 1 / 24, 2 / 24, 2.5, 2.5 + 1 / 24, 0, 1 / 24, 2 / 24, 3 / 24];
    times.forEach((time, index) => learner.observe(time, index + 1));
    learner.interrupt();
    learner.observe(0.13, 20);
    learner.observe(0.5, 30);
    expect(learner.value).toBe(24);
  });
});

test('a frame is found again at the time that is sought for it', () => {
  for (const rate of [12, 23.976, 24, 29.97, 60]) {
    for (let frame = 0; frame < frameCount(15, rate); frame++) {
      expect(frameAt(timeOfFrame(frame, rate, 15), rate)).toBe(frame);
    }
  }
});

test('no time lies outside of the clip', () => {
  expect(timeOfFrame(-3, 24, 5)).toBeGreaterThan(0);
  expect(timeOfFrame(500, 24, 5)).toBeLessThan(5);
  expect(timeOfFrame(0, 24, 0)).toBe(0);
});

test('a time that a decoder rounded down still means its frame', () => {
  expect(frameAt(0.041666, 24)).toBe(1);
});

test.each([
  [0, '0:00.00'],
  [3.2083, '0:03.20'],
  [59.999, '0:59.99'],
  [60, '1:00.00'],
  [-1, '0:00.00'],
])('%d seconds are written %s', (seconds, text) => expect(clockText(seconds)).toBe(text));
