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

  /* Native controls draw their own parts (arrows, tracks, lists) by this. */
  body.vscode-dark,
  body.vscode-high-contrast {
    color-scheme: dark;
  }

  body.vscode-light,
  body.vscode-high-contrast-light {
    color-scheme: light;
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

  /* Drawn here, since the browser's own track turns white in dark themes. --part is how much of it is filled. */
  input[type='range'] {
    appearance: none;
    width: 100%;
    height: 20px;
    margin: 0;
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }

  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    --filled: var(--vscode-progressBar-background, var(--vscode-focusBorder));
    --empty: color-mix(in srgb, var(--vscode-foreground) 25%, transparent);
    background: linear-gradient(to right, var(--filled) var(--part, 0%), var(--empty) var(--part, 0%));
  }

  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 14px;
    height: 14px;
    margin-top: -5px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 50%;
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }

  input[type='range']:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }

  @media (forced-colors: active) {
    input[type='range']::-webkit-slider-runnable-track {
      border: 1px solid CanvasText;
    }

    input[type='range']::-webkit-slider-thumb {
      background: Highlight;
      forced-color-adjust: none;
    }
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

  vscode-button[secondary]::part(base) {
    border-color: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
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
