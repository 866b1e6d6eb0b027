/** Words of `workspace`. */
export const workspace = {};
