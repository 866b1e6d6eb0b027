/** Words of `viewer`. */
export const viewer = {};
