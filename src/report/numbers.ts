// SPDX-License-Identifier: MIT
// How counts, times and sizes are written. Fixed spelling in every locale, because output is compared, grepped and mailed.

/** `1119560` → `1,119,560`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 thread`, `2 threads`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Two decimals below ten seconds, one below a hundred, then whole seconds. */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  if (value < 10) return `${value.toFixed(2)} s`;
  if (value < 100) return `${value.toFixed(1)} s`;
  return `${count(value)} s`;
}

/** Powers of 1024, because budgets are typed and counted that way: `2G` is 2,147,483,648 bytes. */
export function bytes(value: number): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  let unit = 0;
  let amount = value;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)}${units[unit]}`;
}
