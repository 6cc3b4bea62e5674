// Batches of an answer: the same bytes in the same order, whoever is slower.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerBody } from '../../../src/core/net/answer-body';
import { RouteFailure } from '../../../src/core/net/route';

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Sizes of pieces, and after each how many turns pass; then how many the reader takes for each batch. */
const anyAnswer = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 })), {
  maxLength: 30,
});

function bodyOf(): { body: AnswerBody; flow: string[] } {
  const flow: string[] = [];
  const body = new AnswerBody({
    pause: () => void flow.push('pause'),
    resume: () => void flow.push('resume'),
    close: () => void flow.push('close'),
  });
  return { body, flow };
}

async function read(body: AnswerBody, size: number, slowness: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const batch of body.batches(size)) {
    expect(batch.length).toBeGreaterThan(0);
    expect(batch.length).toBeLessThanOrEqual(size);
    // What the reader holds must not change while it is at it.
    const before = Buffer.from(batch);
    for (let turns = 0; turns < slowness; turns += 1) await turn();
    expect(Buffer.compare(batch, before)).toBe(0);
    pieces.push(before);
  }
  return Buffer.concat(pieces);
}

describe('batches', () => {
  test('hold every byte once and in order, however fast the reader is', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyAnswer,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 3 }),
        async (answer, size, slowness) => {
          const { body } = bodyOf();
          const sent: Buffer[] = [];
          const reading = read(body, size, slowness);
          let byte = 0;
          for (const [length, turns] of answer) {
            const piece = Buffer.from(Array.from({ length }, () => (byte += 7) & 255));
            sent.push(Buffer.from(piece));
            body.push(piece);
            for (let passed = 0; passed < turns; passed += 1) await turn();
          }
          body.end();
          expect(Buffer.compare(await reading, Buffer.concat(sent))).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('of an answer that was cut short come before the failure', async () => {
    const { body } = bodyOf();
    const batches = body.batches(10);
    body.push(Buffer.from('half'));
    body.fail(new RouteFailure('closed', 'cut'));
    expect(Buffer.from((await batches.next()).value ?? []).toString()).toBe('half');
    await expect(batches.next()).rejects.toThrow('cut');
  });

  test('pause the connection while the reader is behind, and let it go on afterwards', async () => {
    const { body, flow } = bodyOf();
    const batches = body.batches(65_536);
    body.push(Buffer.alloc(65_536));
    await batches.next();
    for (let pieces = 0; pieces < 4; pieces += 1) body.push(Buffer.alloc(65_536));
    expect(flow).toEqual(['pause']);
    for (let pieces = 0; pieces < 3; pieces += 1) await batches.next();
    expect(flow).toEqual(['pause', 'resume']);
    await batches.return();
    expect(flow).toEqual(['pause', 'resume', 'close']);
  });
});
