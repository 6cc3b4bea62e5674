// One step of a flow in the palette: a box or a list with a Back button and the number of the step.

import * as vscode from 'vscode';

/** `cancel`: the person left; nothing was decided. */
export type Answer<T> =
  { readonly kind: 'next'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancel' };

interface StepFrame {
  readonly title: string;
  readonly placeholder: string;
  readonly step?: number;
  readonly totalSteps?: number;
  /** Whether there is something to go back to. */
  readonly back: boolean;
}

export interface TextStep extends StepFrame {
  readonly value: string;
  readonly prompt?: string;
  /** Shown at once, before anything is typed. */
  readonly problem?: string;
  /** Called when Enter is pressed; a sentence keeps the box open. */
  readonly check: (value: string) => Promise<string | undefined>;
}

export interface ListStep<Item extends vscode.QuickPickItem> extends StepFrame {
  readonly items: readonly Item[];
  readonly active?: Item | undefined;
}

/** Asks for a line of text. */
export function askForText(step: TextStep): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  frame(box, step);
  box.value = step.value;
  if (step.prompt !== undefined) box.prompt = step.prompt;
  if (step.problem !== undefined) box.validationMessage = step.problem;
  return shown(box, finish => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(async () => {
      const value = box.value;
      const problem = await step.check(value);
      if (problem === undefined) finish({ kind: 'next', value });
      else box.validationMessage = problem;
    });
  });
}

/** Asks for one of a list. */
export function askForItem<Item extends vscode.QuickPickItem>(step: ListStep<Item>): Promise<Answer<Item>> {
  const list = vscode.window.createQuickPick<Item>();
  frame(list, step);
  list.items = step.items;
  list.matchOnDescription = true;
  if (step.active) list.activeItems = [step.active];
  return shown(list, finish => {
    list.onDidAccept(() => {
      const [value] = list.selectedItems;
      if (value) finish({ kind: 'next', value });
    });
  });
}

function frame(input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>, step: StepFrame): void {
  input.title = step.title;
  input.placeholder = step.placeholder;
  input.step = step.step;
  input.totalSteps = step.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = step.back ? [vscode.QuickInputButtons.Back] : [];
}

/** Resolves exactly once, however the box goes away. */
function shown<T>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  listen: (finish: (answer: Answer<T>) => void) => void,
): Promise<Answer<T>> {
  return new Promise(resolve => {
    const finish = (answer: Answer<T>): void => {
      resolve(answer);
      input.hide();
    };
    listen(finish);
    input.onDidTriggerButton(button => {
      if (button === vscode.QuickInputButtons.Back) finish({ kind: 'back' });
    });
    input.onDidHide(() => {
      resolve({ kind: 'cancel' });
      input.dispose();
    });
    input.show();
  });
}
