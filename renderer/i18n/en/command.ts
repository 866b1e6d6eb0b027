/** Words of `command`. */
export const command = {};
