// The tree's elements. VS Code knows an element by its identity, so each row is the same object for as long as it stays in its group.

import type { GroupName } from './model';

export interface GroupRow {
  readonly kind: 'group';
  readonly group: GroupName;
}
/** Commands are called with this; a job that moves to another group becomes another row. */
export interface JobRow {
  readonly kind: 'job';
  readonly id: string;
  readonly group: GroupName;
}
export interface MoreRow {
  readonly kind: 'more';
  readonly group: GroupName;
}
export type Row = GroupRow | JobRow | MoreRow;

/** Unlike a job's id, unique over the groups: VS Code refuses an id that is still listed under another parent. */
export function rowId(row: Row): string {
  return row.kind === 'job' ? `${row.group}/${row.id}` : `${row.kind}/${row.group}`;
}

/** Hands out one object per row. */
export class Rows {
  private readonly known = new Map<string, Row>();

  group(group: GroupName): GroupRow {
    return this.same({ kind: 'group', group });
  }

  job(id: string, group: GroupName): JobRow {
    return this.same({ kind: 'job', id, group });
  }

  more(group: GroupName): MoreRow {
    return this.same({ kind: 'more', group });
  }

  /** Forgets the rows of removed jobs. */
  forget(row: Row): void {
    this.known.delete(rowId(row));
  }

  private same<T extends Row>(row: T): T {
    const known = this.known.get(rowId(row));
    if (known) return known as T;
    this.known.set(rowId(row), row);
    return row;
  }
}
