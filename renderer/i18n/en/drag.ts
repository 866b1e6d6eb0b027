/** Words of `drag`. */
export const drag = {};
