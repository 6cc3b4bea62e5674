// The look that both web views share, in the theme's own colours and nothing else.

import { css } from 'lit';

/** Makes styles hold for the whole page. An adopted sheet needs no leave from the page's policy. */
export function useStyles(...styles: readonly { readonly styleSheet?: CSSStyleSheet | undefined }[]): void {
  const sheets = styles.flatMap(style => (style.styleSheet ? [style.styleSheet] : []));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}

export const themeStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  body {
    margin: 0;
    padding: 0;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
    overflow-wrap: anywhere;
  }

  p {
    margin: 0;
  }

  .quiet {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }

  .codicon[class*='codicon-'] {
    flex: none;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .input {
    width: 100%;
    min-width: 0;
    padding: 4px 6px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    font: inherit;
  }

  .input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }

  .input:focus,
  summary:focus-visible,
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }

  select.input {
    padding-inline: 4px;
    color: var(--vscode-dropdown-foreground, var(--vscode-input-foreground));
    background: var(--vscode-dropdown-background, var(--vscode-input-background));
    border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    text-overflow: ellipsis;
    height: 27px;
  }

  textarea.input {
    display: block;
    field-sizing: content;
    resize: none;
    line-height: 1.45;
  }

  input[type='range'] {
    width: 100%;
    margin: 0;
    height: 20px;
    accent-color: var(--vscode-focusBorder);
  }

  input[type='range']:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
    border-radius: 4px;
  }

  .icon-button,
  .link {
    padding: 0;
    border: 0;
    color: inherit;
    background: none;
    font: inherit;
    cursor: pointer;
  }

  .icon-button {
    display: inline-grid;
    place-items: center;
    width: 22px;
    height: 22px;
    border-radius: 5px;
    color: var(--vscode-icon-foreground);
  }

  .icon-button:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }

  .icon-button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }

  .link {
    color: var(--vscode-textLink-foreground);
    text-align: start;
  }

  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }

  vscode-button {
    max-width: 100%;
  }

  vscode-button::part(base) {
    white-space: normal;
    line-height: 18px;
    padding-block: 3px;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0s !important;
      transition-duration: 0s !important;
    }
  }
`;
