/** The same keys in another language: what the French files are checked against. */
export type Words<Tree> = {
  [Key in keyof Tree]: Tree[Key] extends string ? string : Words<Tree[Key]>;
};
