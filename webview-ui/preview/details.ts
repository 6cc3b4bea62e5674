// The column beside the picture: the prompt, the options as chips, and everything that is known, in groups.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Fact, FactGroup, Snapshot } from '../../src/protocol/preview';

export function details(snapshot: Snapshot): TemplateResult | typeof nothing {
  const { prompt, chips, groups } = snapshot;
  if (prompt === '' && groups.length === 0) return nothing;
  return html`
    <aside class="details" aria-label=${l10n.t('Details')}>
      <h2 class="unseen">${l10n.t('Prompt')}</h2>
      <p class="prompt" dir="auto">${prompt}</p>
      ${chips.length > 0 ? chipList(chips) : nothing} ${groups.map(groupList)}
    </aside>
  `;
}

function chipList(chips: readonly Fact[]): TemplateResult {
  return html`<ul class="chips" aria-label=${l10n.t('Options')}>
    ${chips.map(({ name, value }) => html`<li title=${name}>${value}</li>`)}
  </ul>`;
}

function groupList({ title, facts }: FactGroup): TemplateResult {
  return html`<section>
    <h2>${title}</h2>
    <dl>
      ${facts.map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </section>`;
}
