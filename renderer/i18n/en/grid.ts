/** Words of `grid`. */
export const grid = {};
