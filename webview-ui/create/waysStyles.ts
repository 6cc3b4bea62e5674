// The look of the ways of a first frame, below the well.

import { css } from 'lit';

export const waysStyles = css`
  .ways-alone {
    margin-top: 8px;
  }

  .ways-choice {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-width: 0;
    margin: 8px 0 0;
    padding: 0;
    border: 0;
  }

  .ways-choice legend {
    padding: 0;
    margin-bottom: 4px;
  }

  .way label {
    display: flex;
    gap: 6px;
    cursor: pointer;
  }

  .way-below {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 6px;
    margin: 4px 0 4px 22px;
  }

  /* Drawn here: the browser's own is blue in every theme. */
  .way input[type='radio'] {
    appearance: none;
    flex: none;
    display: grid;
    place-items: center;
    width: 16px;
    height: 16px;
    margin: 1px 0 0;
    border: 1px solid
      var(--vscode-settings-checkboxBorder, var(--vscode-checkbox-border, var(--vscode-contrastBorder, currentColor)));
    border-radius: 50%;
    background: var(--vscode-settings-checkboxBackground, var(--vscode-checkbox-background, transparent));
    cursor: inherit;
  }

  .way input[type='radio']:checked::before {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--vscode-settings-checkboxForeground, var(--vscode-checkbox-foreground, currentColor));
  }

  .way input[type='radio']:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }

  @media (forced-colors: active) {
    .way input[type='radio']:checked::before {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
