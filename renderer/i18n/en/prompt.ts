/** Words of `prompt`. */
export const prompt = {};
