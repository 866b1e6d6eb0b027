/** Words of `library`. */
export const library = {};
