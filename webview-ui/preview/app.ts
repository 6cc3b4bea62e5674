// The tab as an element: draws the last snapshot, hands what is pressed to the extension, keeps how the clip was watched.

import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import {
  toView,
  viewState,
  type Action,
  type FromView,
  type Snapshot,
  type ViewState,
} from '../../src/protocol/preview';
import { connect, listen } from '../shared/host';
import { actionBar } from './actions';
import { details } from './details';
import { frameOf } from './frame';
import { playerKey } from './keys';
import type { Player, Watching } from './player';
import { busy, ended, still } from './scenes';

export class PreviewApp extends LitElement {
  readonly #host = connect<FromView, typeof viewState>(viewState);
  #kept: ViewState | undefined = this.#host.kept();
  #snapshot: Snapshot | undefined;
  /** Set while the frame is being read, so that a second press does nothing. */
  #grabbing = false;

  /** In the page itself, not in a shadow: the theme's sheets and icons reach everything. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listen(toView, message => {
      if (message.type === 'grabFrame') void this.#grab();
      else this.#show(message);
    });
    document.addEventListener('keydown', event => {
      const player = this.#player;
      if (player) playerKey(event, player);
    });
    this.#host.post({ type: 'ready' });
  }

  get #player(): Player | null {
    return this.querySelector<Player>('reelwright-player');
  }

  #show(snapshot: Snapshot): void {
    if (this.#kept?.jobId !== snapshot.jobId) this.#keep({ jobId: snapshot.jobId });
    this.#snapshot = snapshot;
    this.requestUpdate();
  }

  #keep(state: ViewState): void {
    this.#kept = state;
    this.#host.keep(state);
  }

  readonly #watched = (event: CustomEvent<Watching>): void => {
    if (this.#snapshot) this.#keep({ jobId: this.#snapshot.jobId, ...event.detail });
  };

  readonly #act = (action: Action): void => this.#host.post({ type: 'act', action });

  readonly #grabPressed = (): void => void this.#grab();

  async #grab(): Promise<void> {
    if (this.#grabbing) return;
    this.#grabbing = true;
    this.requestUpdate();
    const frame = await this.#readFrame();
    this.#grabbing = false;
    this.requestUpdate();
    this.#host.post(frame ? { type: 'frame', ...frame } : { type: 'noFrame' });
  }

  async #readFrame(): Promise<{ bytes: Uint8Array; seconds: number } | undefined> {
    await this.updateComplete;
    const video = this.#player?.video;
    if (!video) return undefined;
    return frameOf(video).catch(() => undefined);
  }

  override render(): TemplateResult | typeof nothing {
    const snapshot = this.#snapshot;
    if (!snapshot) return nothing;
    const playing = snapshot.scene.kind === 'player';
    return html`
      <main class="layout">
        <section class="screen" aria-label=${l10n.t('Video')}>
          ${this.#scene(snapshot)}
          ${actionBar(snapshot, { act: this.#act, grab: playing ? this.#grabPressed : undefined, grabbing: this.#grabbing })}
        </section>
        ${details(snapshot)}
      </main>
    `;
  }

  #scene({ scene, jobId }: Snapshot): TemplateResult {
    switch (scene.kind) {
      case 'loading':
        return html`<div class="stage"></div>`;
      case 'player':
        return html`<reelwright-player
          .scene=${scene}
          .resume=${this.#kept?.jobId === jobId ? this.#kept : undefined}
          @watched=${this.#watched}
        ></reelwright-player>`;
      case 'busy':
        return busy(scene);
      case 'ended':
        return ended(scene);
      case 'still':
        return still(scene);
    }
  }
}
