// One request and its answer as they happen, the same on both routes; it alone decides what `sent` was.

import type { NetFailure } from '../ports';
import { AnswerBody } from './answer-body';
import { isCloseDelimited } from './framing';
import { failureOf } from './failures';
import { RouteFailure, type RouteRequest, type RouteResult } from './route';
import * as l10n from '@vscode/l10n';

/** What a conversation may do to its connection. Each may be called at any moment, also before there is a connection. */
export interface Line {
  pause(): void;
  resume(): void;
  hangUp(): void;
}

/**
 * Collects the events of one request and settles `result` once. `sent` may only be set right before the first byte is
 * handed to a connection that stands, and is never taken back: in doubt it stays true.
 */
export class Conversation {
  readonly result: Promise<RouteResult>;
  private settle: (result: RouteResult) => void = () => undefined;
  private sent = false;
  private over = false;
  private body: AnswerBody | undefined;
  private closeDelimited = false;
  private broken = false;

  constructor(
    private readonly request: RouteRequest,
    private readonly line: Line,
  ) {
    this.result = new Promise(resolve => (this.settle = resolve));
    if (request.signal.aborted) this.abort();
    else request.signal.addEventListener('abort', this.abort, { once: true });
  }

  /** To be asked right before writing: false once the request was given up, and then nothing may be written any more. */
  mayWrite(): boolean {
    if (this.over || this.request.isLate?.() === true) return false;
    this.sent = true;
    return true;
  }

  get isOver(): boolean {
    return this.over;
  }

  get wasSent(): boolean {
    return this.sent;
  }

  /** The headers are there. An answer to a request that was not sent is none: a proxy's refusal arrives like that. */
  head(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.over || this.body !== undefined) return;
    if (!this.sent) {
      this.fail('unreachable', l10n.t('The proxy refused the connection (status {0}).', status));
      return;
    }
    this.closeDelimited = isCloseDelimited(this.request.method, status, headers);
    this.body = new AnswerBody({
      pause: () => this.line.pause(),
      resume: () => this.line.resume(),
      close: () => this.finish(),
    });
    this.settle({ kind: 'answer', answer: { status, headers, body: this.body } });
  }

  data(bytes: Uint8Array): void {
    this.body?.push(bytes);
  }

  /** The connection reported an error. An answer that only the end of the connection ends is then not whole. */
  noteError(): void {
    this.broken = true;
  }

  end(): void {
    if (this.closeDelimited && this.broken) this.fail('closed', l10n.t('The connection broke during the answer.'));
    else this.body?.end();
  }

  /** Ends the conversation with what an error of Node or undici means at this point. */
  error(error: unknown): void {
    const { failure, detail } = failureOf(error, this.sent);
    this.fail(failure, detail);
  }

  fail(failure: NetFailure, detail: string): void {
    if (this.over) return;
    if (this.body === undefined) this.settle({ kind: 'failure', sent: this.sent, failure, detail });
    else this.body.fail(new RouteFailure(failure, detail));
    this.finish();
  }

  private readonly abort = (): void => {
    const reason: unknown = this.request.signal.reason;
    if (reason instanceof RouteFailure) this.fail(reason.failure, reason.message);
    else this.fail('aborted', l10n.t('The request was stopped.'));
  };

  private finish(): void {
    if (this.over) return;
    this.over = true;
    this.request.signal.removeEventListener('abort', this.abort);
    this.line.hangUp();
  }
}
