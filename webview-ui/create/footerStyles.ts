// How the button with the price looks, with what stands around it.

import { css } from 'lit';

export const footerStyles = css`
  footer {
    flex: none;
    max-height: 60vh;
    overflow: auto;
    display: flex;
    flex-direction: column;
    gap: 6px;
    padding: 8px 12px 10px;
    border-top: 1px solid var(--vscode-sideBarSectionHeader-border, var(--vscode-widget-border, transparent));
    background: var(--vscode-sideBar-background);
  }

  .press {
    display: flex;
    align-items: center;
    gap: 4px;
  }

  #generate {
    flex: 1;
    min-width: 0;
  }

  #generate span {
    text-wrap: balance;
  }

  #generate .price {
    display: inline-block;
  }

  vscode-button.idle {
    opacity: 0.6;
    cursor: default;
  }

  .queued .codicon {
    color: var(--vscode-testing-iconPassed, currentColor);
  }
`;
