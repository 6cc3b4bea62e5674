// The keys of the player. Fields and buttons keep the keys that are theirs.

/** What keys can do. */
export interface KeyTarget {
  toggle(): void;
  /** By whole frames; the player pauses. */
  step(frames: number): void;
  /** By seconds. */
  scrub(seconds: number): void;
  toStart(): void;
  toEnd(): void;
  toggleMuted(): void;
  toggleLoop(): void;
}

/** Does what the key asks for and takes it away from the page; other keys pass. */
export function playerKey(event: KeyboardEvent, player: KeyTarget): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('select, textarea, input:not([type="range"])')) return;
  const onButton = target?.closest('button, vscode-button, a, summary') !== null && target !== undefined;
  if (onButton && (event.key === ' ' || event.key === 'Enter')) return;
  const act = actionOf(event, player);
  if (!act) return;
  event.preventDefault();
  act();
}

function actionOf(event: KeyboardEvent, player: KeyTarget): (() => void) | undefined {
  const stride = event.shiftKey ? 5 : 1;
  switch (event.key) {
    case ' ':
      return () => player.toggle();
    case ',':
      return () => player.step(-1);
    case '.':
      return () => player.step(1);
    case 'ArrowLeft':
      return () => player.scrub(-stride);
    case 'ArrowRight':
      return () => player.scrub(stride);
    case 'Home':
      return () => player.toStart();
    case 'End':
      return () => player.toEnd();
    case 'm':
    case 'M':
      return () => player.toggleMuted();
    case 'l':
    case 'L':
      return () => player.toggleLoop();
    default:
      return undefined;
  }
}
