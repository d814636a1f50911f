// SPDX-License-Identifier: MIT
// Dark or light: as the system says, until somebody presses the button.

export function turnTheme(): void {
  const root = document.documentElement;
  const { theme } = root.dataset;
  const isDark = theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  root.dataset.theme = isDark ? 'light' : 'dark';
}
