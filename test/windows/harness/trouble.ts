// A service and a network that go wrong in a tenth of all cases, until they are told to be calm. The same chance in every run.

import { seeded } from '../../support/random';
import type { Answer, Behaviour, Recorded } from '../../services/http';
import type { StandIn } from '../../services/stand-in';

/** What happened how often. */
export type Troubles = Readonly<Record<string, number>>;

interface Kind {
  readonly name: string;
  /** Of a thousand. */
  readonly often: number;
  readonly behaviour: Behaviour;
}

const gateway = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><h1>502 Bad Gateway</h1></html>',
};
const busy = (status: number) => ({ status, headers: { 'retry-after': '1' }, json: { detail: 'Busy. Retry soon.' } });

/** Adds up to a tenth for each endpoint. */
const kinds: Readonly<Record<string, readonly Kind[]>> = {
  submit: [
    { name: 'answer lost', often: 25, behaviour: { drop: 'afterWork' } },
    { name: 'answer reset', often: 10, behaviour: { drop: 'afterWork', reset: true } },
    { name: 'dropped before the work', often: 10, behaviour: { drop: 'onBody' } },
    { name: 'gateway 502', often: 5, behaviour: { answer: gateway } },
    { name: '503', often: 20, behaviour: { answer: busy(503) } },
    { name: '429', often: 10, behaviour: { answer: busy(429) } },
    { name: 'slow', often: 20, behaviour: { delayMs: 1_500 } },
  ],
  status: [
    { name: 'status lost', often: 35, behaviour: { drop: 'onHeaders' } },
    { name: 'status 502', often: 30, behaviour: { answer: gateway } },
    { name: 'status 500', often: 25, behaviour: { answer: { status: 500, json: { detail: 'Internal error.' } } } },
    { name: 'status 429', often: 10, behaviour: { answer: busy(429) } },
  ],
  list: [
    { name: 'list lost', often: 50, behaviour: { drop: 'onBody' } },
    { name: 'list 502', often: 50, behaviour: { answer: gateway } },
  ],
  clip: [
    { name: 'clip cut', often: 50, behaviour: { cutAt: 4_000 } },
    { name: 'clip 503', often: 25, behaviour: { answer: { status: 503, body: 'busy' } } },
    { name: 'clip reset', often: 25, behaviour: { drop: 'onHeaders', reset: true } },
  ],
};

export class Trouble {
  /** How often the service itself had to refuse: too many requests, or too many jobs at a time. */
  refusedForLimits = 0;

  private goesOn = false;
  private readonly counts: Record<string, number> = {};
  private readonly chance: () => number;

  constructor(
    private readonly service: StandIn,
    seed: number,
  ) {
    this.chance = seeded(seed);
  }

  begin(): void {
    this.goesOn = true;
    this.service.script(request => this.decide(request));
    this.service.media.script(request => this.decide(request));
  }

  end(): void {
    this.goesOn = false;
  }

  get told(): Troubles {
    return this.counts;
  }

  private decide(request: Recorded): Behaviour {
    let roll = this.chance() * 1_000;
    for (const { name, often, behaviour } of this.goesOn ? (kinds[request.endpoint] ?? []) : []) {
      roll -= often;
      if (roll >= 0) continue;
      this.counts[name] = (this.counts[name] ?? 0) + 1;
      return behaviour;
    }
    return { edit: answer => this.noted(answer) };
  }

  private noted(answer: Answer): Answer {
    if (answer.status === 429) this.refusedForLimits += 1;
    return answer;
  }
}
