/** Words of `frame`. */
export const frame = {};
