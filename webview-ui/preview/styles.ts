// The look of the Preview: the clip, large, in a dark surround that belongs to the theme; controls below, details beside or beneath.

import { css } from 'lit';

export const previewStyles = css`
  body {
    --gap: 16px;
    --surround: color-mix(in srgb, var(--vscode-editor-background) 45%, #000);
    --line: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 14%, transparent));
    color: var(--vscode-foreground);
    background: var(--vscode-editor-background);
    height: 100vh;
    overflow: hidden;
  }

  body.vscode-light {
    --surround: color-mix(in srgb, var(--vscode-editor-background) 90%, #000);
  }

  body.vscode-high-contrast,
  body.vscode-high-contrast-light {
    --surround: var(--vscode-editor-background);
  }

  .layout {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) clamp(250px, 27%, 340px);
    height: 100vh;
  }

  .screen {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  reelwright-player {
    display: contents;
  }

  .stage {
    flex: 1 1 auto;
    display: grid;
    place-items: center;
    min-height: 160px;
    padding: 20px;
    background: var(--surround);
    border-bottom: 1px solid var(--line);
    container-type: size;
  }

  .stage.text {
    container-type: normal;
  }

  .picture {
    position: relative;
    --width: min(100cqw, 100cqh * var(--ratio, 1.7778));
    width: var(--width);
    aspect-ratio: var(--ratio, 1.7778);
    border-radius: 6px;
    overflow: hidden;
    background: #000;
    box-shadow: 0 8px 28px rgb(0 0 0 / 28%);
  }

  .vscode-high-contrast .picture,
  .vscode-high-contrast-light .picture {
    outline: 1px solid var(--vscode-contrastBorder);
    box-shadow: none;
  }

  video {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: contain;
    cursor: pointer;
  }

  .broken {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 24px;
    text-align: center;
    color: #fff;
    background: #1b1b1bcc;
  }

  .controls {
    flex: none;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 10px var(--gap) 6px;
  }

  .cluster {
    display: flex;
    align-items: center;
    gap: 2px;
  }

  .cluster.end {
    gap: 6px;
  }

  .controls .icon-button {
    width: 28px;
    height: 28px;
  }

  .icon-button.main {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 50%;
    margin-inline-end: 6px;
  }

  .icon-button.main:hover {
    background: var(--vscode-button-hoverBackground);
  }

  .icon-button.toggle {
    opacity: 0.65;
    border: 1px solid transparent;
  }

  .icon-button.toggle[aria-pressed='true'] {
    opacity: 1;
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }

  .scrub {
    flex: 1 1 120px;
    min-width: 60px;
    /* The filled part of the shared slider, up to the middle of its thumb. */
    --part: calc(7px + var(--played, 0) * (100% - 14px));
  }

  input.scrub[type='range']::-webkit-slider-runnable-track {
    --filled: var(--vscode-textLink-foreground);
  }

  input.scrub[type='range']::-webkit-slider-thumb {
    background: var(--vscode-textLink-foreground);
  }

  .time {
    display: flex;
    flex-direction: column;
    line-height: 1.25;
    font-size: 0.92em;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .time b {
    color: var(--vscode-foreground);
    font-weight: 600;
  }

  .speed {
    height: 26px;
    padding: 0 4px;
    color: var(--vscode-foreground);
    background: var(--vscode-dropdown-background, transparent);
    border: 1px solid var(--line);
    border-radius: 5px;
    font: inherit;
    font-size: 0.92em;
  }

  .speed:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }

  .notice {
    display: flex;
    gap: 8px;
    margin: 4px var(--gap);
    padding: 7px 10px;
    color: var(--vscode-inputValidation-infoForeground, var(--vscode-foreground));
    background: var(--vscode-inputValidation-infoBackground);
    border: 1px solid var(--vscode-inputValidation-infoBorder, var(--line));
    border-radius: 5px;
  }

  @media (max-width: 900px) {
    body {
      height: auto;
      overflow: auto;
    }

    .layout {
      display: block;
      height: auto;
    }

    .stage {
      height: clamp(180px, 62vh, 75vw);
      padding: 12px;
    }

    .stage.text {
      height: auto;
      min-height: clamp(180px, 45vh, 320px);
    }
  }

  @media (max-width: 620px) {
    .controls {
      flex-wrap: wrap;
      row-gap: 2px;
    }

    .scrub {
      flex-basis: 100%;
      order: -1;
    }

    .cluster.end {
      margin-inline-start: auto;
    }
  }

  @media (max-width: 330px) {
    body {
      --gap: 10px;
    }

    .time .frame {
      display: none;
    }
  }
`;
