// The player: the clip, large, and one calm row of controls below it.

import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Scene, ViewState } from '../../src/protocol/preview';
import { controls } from './controls';
import { frameAt, FrameRate, frameCount, timeOfFrame } from './frames';
import type { KeyTarget } from './keys';

export type PlayerScene = Extract<Scene, { kind: 'player' }>;
/** How a clip is watched: kept over hiding the tab and reloading the window. */
export type Watching = Omit<ViewState, 'jobId'>;

export class Player extends LitElement implements KeyTarget {
  static override readonly properties = { scene: { attribute: false } };
  declare scene: PlayerScene;
  /** How it was watched before; read once, when the clip is there. */
  resume: Watching | undefined;

  readonly #rate = new FrameRate();
  #source: string | undefined;
  #broken = false;
  /** The desktop editor's own web views cannot decode AAC, which is what the services send. */
  readonly #playsAac = document.createElement('video').canPlayType('audio/mp4; codecs="mp4a.40.2"') !== '';
  #paused = true;
  #loop = true;
  #seconds = 0;
  #duration = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Undefined before the first drawing. */
  get video(): HTMLVideoElement | undefined {
    return this.querySelector('video') ?? undefined;
  }

  get paused(): boolean {
    return this.#paused;
  }
  /** Seconds from the clip's start. */
  get seconds(): number {
    return this.#seconds;
  }
  /** Seconds; what the file's facts say until the browser knows. */
  get duration(): number {
    return this.#duration || this.scene.seconds || 0;
  }
  /** Frames per second. */
  get rate(): number {
    return this.#rate.value;
  }
  get speed(): number {
    return this.video?.playbackRate ?? 1;
  }
  get loop(): boolean {
    return this.#loop;
  }
  get muted(): boolean {
    return this.video?.muted ?? false;
  }
  /** False where there is no sound track, or none that this browser can play. */
  get audible(): boolean {
    return this.scene.hasAudio !== false && !this.#mute;
  }

  toggle(): void {
    const { video } = this;
    if (!video) return;
    if (video.paused) void this.#play(video);
    else video.pause();
  }

  step(frames: number): void {
    const { video } = this;
    if (!video) return;
    video.pause();
    const last = frameCount(this.duration, this.rate) - 1;
    const shown = Math.min(frameAt(video.currentTime, this.rate), last);
    const wanted = Math.min(Math.max(0, shown + frames), last);
    // Chromium ends a clip that is sought twice to the same place in its last frame.
    if (wanted !== shown) this.#seek(timeOfFrame(wanted, this.rate, this.duration));
  }

  scrub(seconds: number): void {
    this.seek((this.video?.currentTime ?? 0) + seconds);
  }

  /** To the middle of the frame at that time, so that the scrub bar and the frame steps agree. */
  seek(seconds: number): void {
    const within = Math.min(Math.max(0, seconds), this.duration);
    this.#seek(timeOfFrame(frameAt(within, this.rate), this.rate, this.duration));
  }

  toStart(): void {
    this.seek(0);
  }

  toEnd(): void {
    this.seek(this.duration);
  }

  toggleMuted(): void {
    if (this.video && this.audible) this.video.muted = !this.video.muted;
  }

  toggleLoop(): void {
    this.#loop = !this.#loop;
    this.#changed();
  }

  setSpeed(speed: number): void {
    if (this.video) this.video.playbackRate = speed;
  }

  get frame(): { readonly number: number; readonly count: number } {
    const count = frameCount(this.duration, this.rate);
    return { number: Math.min(count, frameAt(this.#seconds, this.rate) + 1), count };
  }

  get #mute(): boolean {
    return this.scene.hasAudio === true && !this.#playsAac;
  }

  protected override updated(changes: PropertyValues<this>): void {
    const { width, height, source } = this.scene;
    const ratio = width && height ? width / height : 16 / 9;
    this.querySelector<HTMLElement>('.picture')?.style.setProperty('--ratio', String(ratio));
    if (changes.has('scene') && source !== this.#source) this.#load(source);
    this.querySelector<HTMLElement>('.scrub')?.style.setProperty(
      '--played',
      String(this.#seconds / (this.duration || 1)),
    );
  }

  #load(source: string): void {
    const { video } = this;
    if (!video) return;
    this.#source = source;
    this.#broken = false;
    this.#loop = this.resume?.loop ?? true;
    // Sound that starts by itself in an editor is a fright.
    video.muted = this.resume?.muted ?? true;
    video.src = source;
    video.defaultPlaybackRate = this.resume?.rate ?? 1;
    video.playbackRate = this.resume?.rate ?? 1;
    video.currentTime = this.resume?.seconds ?? 0;
    const still = this.resume?.paused ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!still) void this.#play(video);
    this.requestUpdate();
    this.#watchFrames(video, source);
  }

  /** A browser that refuses to start a clip by itself leaves it paused, with the button to start it. */
  async #play(video: HTMLVideoElement): Promise<void> {
    try {
      await video.play();
    } catch {
      this.requestUpdate();
    }
  }

  #watchFrames(video: HTMLVideoElement, source: string): void {
    video.requestVideoFrameCallback((_, { mediaTime, presentedFrames }) => {
      if (source !== this.#source || !this.isConnected) return;
      this.#rate.observe(mediaTime, presentedFrames);
      this.#moved(mediaTime);
      this.#watchFrames(video, source);
    });
  }

  #seek(seconds: number): void {
    if (!this.video) return;
    this.#rate.interrupt();
    this.video.currentTime = seconds;
    this.#moved(seconds);
  }

  #moved(seconds: number): void {
    this.#seconds = seconds;
    this.requestUpdate();
  }

  readonly #changed = (): void => {
    const { video } = this;
    if (!video) return;
    this.#paused = video.paused;
    // Chromium also jumps to the start where a paused clip that loops is stepped to its last frame.
    video.loop = this.#loop && !video.paused;
    this.#duration = Number.isFinite(video.duration) ? video.duration : 0;
    if (video.paused) this.#seconds = video.currentTime;
    this.requestUpdate();
    if (video.readyState === HTMLMediaElement.HAVE_NOTHING) return;
    const detail: Watching = {
      seconds: video.currentTime,
      paused: video.paused,
      loop: this.#loop,
      muted: video.muted,
      rate: video.playbackRate,
    };
    this.dispatchEvent(new CustomEvent('watched', { detail }));
  };

  readonly #failed = (): void => {
    this.#broken = true;
    this.requestUpdate();
  };

  override render(): TemplateResult {
    return html`
      <div class="stage">
        <div class="picture">
          <video
            playsinline
            crossorigin="anonymous"
            aria-label=${l10n.t('The clip')}
            @click=${() => this.toggle()}
            @play=${this.#changed}
            @pause=${this.#changed}
            @seeked=${this.#changed}
            @ratechange=${this.#changed}
            @volumechange=${this.#changed}
            @loadedmetadata=${this.#changed}
            @error=${this.#failed}
          ></video>
          ${this.#broken ? html`<p class="broken" role="alert">${brokenText()}</p>` : nothing}
        </div>
      </div>
      ${controls(this)} ${this.#mute ? soundNotice(this.scene.soundAdvice) : nothing}
    `;
  }
}

function soundNotice(advice: string): TemplateResult {
  return html`<p class="notice" role="note">
    <span class="codicon codicon-mute" aria-hidden="true"></span><span>${advice}</span>
  </p>`;
}

function brokenText(): string {
  return l10n.t('This view cannot play the video. Save it and open it in a player.');
}
