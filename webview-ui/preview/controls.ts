// The row of controls below a clip: play, frame steps, scrub bar, time, speed, loop, sound.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { clockText } from './frames';
import type { Player } from './player';

const speeds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];

export function controls(player: Player): TemplateResult {
  return html`
    <div class="controls" role="group" aria-label=${l10n.t('Player')}>
      <span class="cluster">
        ${button(player.paused ? 'play' : 'debug-pause', player.paused ? l10n.t('Play (Space)') : l10n.t('Pause (Space)'), () => player.toggle(), 'main')}
        ${button('chevron-left', l10n.t('One frame back (,)'), () => player.step(-1))}
        ${button('chevron-right', l10n.t('One frame on (.)'), () => player.step(1))}
      </span>
      ${scrubBar(player)} ${timeText(player)}
      <span class="cluster end">
        ${speedField(player)} ${toggle('sync', l10n.t('Loop (L)'), player.loop, () => player.toggleLoop())}
        ${player.audible ? soundButton(player) : nothing}
      </span>
    </div>
  `;
}

function scrubBar(player: Player): TemplateResult {
  return html`<input
    class="scrub"
    type="range"
    min="0"
    max=${player.duration}
    step="any"
    .value=${live(String(player.seconds))}
    aria-label=${l10n.t('Position')}
    aria-valuetext=${positionText(player)}
    @input=${(event: Event) => player.seek((event.target as HTMLInputElement).valueAsNumber)}
  />`;
}

/** While the clip plays only whole seconds are told, or a screen reader would never end. */
function positionText(player: Player): string {
  const { number, count } = player.frame;
  const [at, end] = [clockText(player.seconds), clockText(player.duration)];
  if (!player.paused) return l10n.t('{0} of {1}', at.slice(0, -3), end.slice(0, -3));
  return l10n.t('{0} of {1}, frame {2} of {3}', at, end, number, count);
}

function timeText(player: Player): TemplateResult {
  const { number, count } = player.frame;
  return html`<span class="time" aria-hidden="true">
    <span><b>${clockText(player.seconds)}</b> / ${clockText(player.duration)}</span>
    <span class="frame"
      >${l10n.t('frame {0} / {1}', String(number).padStart(String(count).length, '\u2007'), count)}</span
    >
  </span>`;
}

function speedField(player: Player): TemplateResult {
  return html`<select
    class="speed"
    title=${l10n.t('Speed')}
    aria-label=${l10n.t('Speed')}
    @change=${(event: Event) => player.setSpeed(Number((event.target as HTMLSelectElement).value))}
  >
    ${speeds.map(
      speed => html`<option value=${speed} .selected=${speed === player.speed}>${l10n.t('{0}×', speed)}</option>`,
    )}
  </select>`;
}

function soundButton(player: Player): TemplateResult {
  return player.muted
    ? button('mute', l10n.t('Sound is off. Turn it on (M)'), () => player.toggleMuted())
    : button('unmute', l10n.t('Turn the sound off (M)'), () => player.toggleMuted());
}

function toggle(icon: string, label: string, pressed: boolean, press: () => void): TemplateResult {
  return html`<button
    type="button"
    class="icon-button toggle"
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed ? 'true' : 'false'}
    @click=${press}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}

function button(icon: string, label: string, press: () => void, more = ''): TemplateResult {
  return html`<button type="button" class="icon-button ${more}" title=${label} aria-label=${label} @click=${press}>
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}
