// Lays figures out as a table of text.

import { isMet, type Figure } from './figure';

export function table(figures: readonly Figure[]): string {
  const rows = [['figure', 'value', 'limit', ''], ...figures.map(row)];
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(cells => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return rows.map(line).join('\n');
}

function row(figure: Figure): string[] {
  const { name, value, unit, limit } = figure;
  const sign = limit?.kind === 'atLeast' ? '≥' : '≤';
  return [
    name,
    amount(value, unit),
    limit ? `${sign} ${amount(limit.value, unit)}` : '',
    limit ? (isMet(figure) ? 'ok' : 'MISSED') : '',
  ];
}

function amount(value: number, unit: Figure['unit']): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`.trim();
}
