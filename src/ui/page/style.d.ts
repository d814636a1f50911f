// SPDX-License-Identifier: MIT
// Style sheets are bundled beside the script: nothing comes of importing one.
declare module '*.css';
