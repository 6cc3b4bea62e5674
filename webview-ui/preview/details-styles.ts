// The look of what surrounds the player: buttons, the details, and what stands in the clip's place.

import { css } from 'lit';

export const sceneStyles = css`
  .card {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    max-width: 460px;
    padding: 8px;
    text-align: center;
  }

  .card > .codicon[class*='codicon-'] {
    font-size: 30px;
    color: var(--vscode-descriptionForeground);
  }

  .card.attention > .codicon[class*='codicon-'] {
    color: var(--vscode-list-warningForeground);
  }

  .card.failed > .codicon[class*='codicon-'] {
    color: var(--vscode-errorForeground);
  }

  .card h1 {
    margin: 0;
    font-size: 1.25em;
    font-weight: 600;
  }

  .card .detail {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }

  .card .words {
    flex: none;
    max-height: 9.8em;
    overflow: auto;
    white-space: pre-wrap;
    user-select: text;
  }

  .card .code {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.9em;
    color: var(--vscode-descriptionForeground);
    user-select: text;
  }

  .progress {
    width: min(280px, 80%);
    height: 4px;
    margin-top: 6px;
    overflow: hidden;
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 18%, transparent);
  }

  .vscode-high-contrast .progress,
  .vscode-high-contrast-light .progress {
    outline: 1px solid var(--vscode-contrastBorder);
  }

  .progress > div {
    height: 100%;
    width: 0;
    border-radius: 2px;
    background: var(--vscode-progressBar-background);
    transition: inline-size 0.4s;
  }
`;

export const detailStyles = css`
  .actions {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 8px var(--gap) 12px;
  }

  .saved {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
    box-sizing: content-box;
    min-height: 1.4em;
    padding: 0 var(--gap) 12px;
    color: var(--vscode-descriptionForeground);
  }

  .saved .codicon {
    color: var(--vscode-testing-iconPassed);
  }

  .details {
    overflow: auto;
    padding: var(--gap);
    border-inline-start: 1px solid var(--line);
    user-select: text;
  }

  .prompt {
    white-space: pre-wrap;
    font-size: 1.08em;
    line-height: 1.5;
    max-height: 15em;
    overflow: auto;
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    margin: 10px 0 0;
    padding: 0;
    list-style: none;
  }

  .chips li {
    padding: 1px 8px;
    background: color-mix(in srgb, var(--vscode-foreground) 9%, transparent);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 10px;
    font-size: 0.92em;
  }

  .details section {
    margin-top: 18px;
  }

  .details h2:not(.unseen) {
    margin: 0 0 5px;
    padding-bottom: 4px;
    border-bottom: 1px solid var(--line);
    font-size: 0.92em;
    font-weight: 600;
    color: var(--vscode-descriptionForeground);
  }

  dl {
    display: grid;
    grid-template-columns: minmax(76px, auto) minmax(0, 1fr);
    gap: 3px 14px;
    margin: 0;
  }

  dt {
    color: var(--vscode-descriptionForeground);
  }

  dd {
    margin: 0;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  @media (max-width: 900px) {
    .details {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr));
      gap: 18px 28px;
      overflow: visible;
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }

    .prompt,
    .chips {
      grid-column: 1 / -1;
    }

    .chips,
    .details section {
      margin: 0;
    }

    .chips {
      margin-top: -10px;
    }
  }
`;
