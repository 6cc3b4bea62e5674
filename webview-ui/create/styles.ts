// The Create view's own look; what it shares with the preview is in the shared theme.

import { css } from 'lit';

export const createStyles = css`
  reelwright-create {
    display: flex;
    flex-direction: column;
    height: 100vh;
  }

  /* Only the form scrolls: nothing of it is ever behind the footer. It holds what is unseen, which would make the page longer. */
  form {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
    scroll-padding-block: 8px;
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 6px 12px 12px;
  }

  form > * {
    flex: none;
  }

  /* One border for everything that is filled in: the theme's own of a text box may be hardly there. */
  .input:not([aria-invalid='true']) {
    border-color: var(
      --vscode-settings-textInputBorder,
      var(--vscode-dropdown-border, var(--vscode-input-border, var(--vscode-contrastBorder, transparent)))
    );
  }

  .field {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-width: 0;
  }

  .label-line {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 20px;
    margin-bottom: 0;
  }

  section > .label-line {
    margin-bottom: 4px;
  }

  .label-line label,
  .label-line > span:first-child {
    font-weight: 600;
  }

  .counter {
    margin-inline-start: auto;
    padding-inline-start: 8px;
    flex: none;
    font-variant-numeric: tabular-nums;
  }

  .limits {
    padding-inline-start: 6px;
  }

  .counter.over {
    color: var(--vscode-errorForeground);
    font-weight: 600;
  }

  .icon-button.small {
    width: 20px;
    height: 20px;
  }

  .icon-button.small .codicon {
    font-size: 14px;
  }

  .prompt {
    min-height: 4.6em;
    max-height: max(9em, 45vh);
    overflow-y: auto;
  }

  textarea.input:not(.prompt) {
    max-height: 30vh;
  }

  .starters {
    margin-top: 6px;
  }

  .starters summary {
    width: fit-content;
    border-radius: 4px;
    padding-inline-end: 4px;
    color: var(--vscode-descriptionForeground);
    cursor: pointer;
  }

  .starters summary:hover {
    color: var(--vscode-foreground);
  }

  .starters ul,
  .well ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }

  .starters ul {
    margin-top: 4px;
    display: flex;
    flex-direction: column;
    gap: 2px;
  }

  .starter {
    display: block;
    width: 100%;
    padding: 4px 6px;
    border: 0;
    border-radius: 5px;
    color: inherit;
    background: none;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }

  .starter:hover {
    color: var(--vscode-list-hoverForeground, inherit);
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }

  .starter .use,
  .starter .quiet {
    display: block;
  }

  .starter .quiet {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }

  .advice,
  .problem,
  .queued {
    display: flex;
    gap: 5px;
  }

  .advice {
    margin-top: 6px;
    padding: 6px 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 5px;
    background: var(--vscode-textBlockQuote-background);
  }

  .problems,
  .below {
    display: flex;
    flex-direction: column;
    gap: 2px;
  }

  /* A gap belongs only to what can be seen; what describes a control does so unseen as well. */
  .below:not(:has(> :not(.unseen))) {
    display: none;
  }

  .problem {
    color: var(--vscode-errorForeground);
  }

  .problem .codicon {
    margin-top: 1px;
    color: inherit;
  }

  .well {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 8px;
    border: 1px dashed var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 35%, transparent));
    border-radius: 6px;
  }

  .well.over {
    border-color: var(--vscode-focusBorder);
    border-style: solid;
    background: var(--vscode-list-dropBackground, var(--vscode-editor-dropBackground));
  }

  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .open-name {
    display: block;
    max-width: min(22ch, 100vw - 72px);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .well ul.several {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .well li {
    position: relative;
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }

  .thumbnail {
    flex: none;
    display: block;
    width: 56px;
    height: 56px;
    border-radius: 4px;
    object-fit: cover;
    background: var(--vscode-input-background);
  }

  .single .thumbnail {
    width: clamp(48px, 28vw, 84px);
    height: 60px;
  }

  .thumbnail.empty {
    display: grid;
    place-items: center;
    border: 1px solid var(--vscode-contrastBorder, transparent);
  }

  .failed .thumbnail {
    color: var(--vscode-errorForeground);
  }

  .details {
    flex: 1;
    min-width: 0;
  }

  .details .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .several .remove {
    position: absolute;
    top: 2px;
    right: 2px;
    width: 18px;
    height: 18px;
    color: var(--vscode-foreground);
    background: var(--vscode-editorWidget-background, var(--vscode-sideBar-background));
    border: 1px solid var(--vscode-contrastBorder, transparent);
    opacity: 0;
  }

  .several li:hover .remove,
  .several .failed .remove,
  .several .remove:focus-visible {
    opacity: 1;
  }

  .several .remove .codicon {
    font-size: 12px;
  }

  .well-note,
  .well + .problem,
  .well ~ .problems,
  .well ~ .failures {
    margin-top: 4px;
  }

  .notes {
    display: flex;
    flex-direction: column;
    gap: 4px;
    margin-top: 4px;
  }

  .notes:not(:has(*)) {
    display: none;
  }

  .dropped {
    padding-inline-start: 8px;
    border-inline-start: 2px solid var(--vscode-editorInfo-foreground, var(--vscode-focusBorder));
  }

  /* Each field asks for the width that its label and choices need, and the rows fill themselves. */
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 12px;
  }

  .options .field {
    flex: 1 1 142px;
    min-width: min-content;
  }

  .options label {
    white-space: nowrap;
  }

  .field:has(> .label-line > vscode-checkbox) {
    gap: 0;
  }

  .options .narrow {
    flex-basis: 96px;
  }

  /* A sentence needs the whole width. */
  .options .wide,
  .options .field:has(.problem) {
    flex-basis: 100%;
  }

  .broken {
    padding: 8px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    border-radius: 5px;
    background: var(--vscode-inputValidation-errorBackground);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
  }

  /* Too low for both: then the whole page scrolls. */
  @media (max-height: 180px) {
    reelwright-create {
      height: auto;
    }

    form {
      overflow: visible;
    }
  }

  /* High contrast themes name no colour for this, and the button's own is for dark ones. */
  body.vscode-high-contrast vscode-button[secondary] {
    --vscode-button-secondaryHoverBackground: var(--vscode-button-secondaryBackground, transparent);
  }
`;
