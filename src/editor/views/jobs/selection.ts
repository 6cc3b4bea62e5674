// What is selected in the Jobs tree, for key bindings: VS Code hands those no row.

let selected: readonly string[] = [];

export function selectedJobs(): readonly string[] {
  return selected;
}

export function noteSelectedJobs(ids: readonly string[]): void {
  selected = ids;
}
