// What we use of idiomorph, which has no types of its own.
declare module "idiomorph" {
  interface Callbacks {
    beforeNodeMorphed?: (old: Node, fresh: Node) => boolean;
    beforeNodeRemoved?: (node: Node) => boolean;
    beforeAttributeUpdated?: (name: string, element: Element, change: "update" | "remove") => boolean;
  }
  export const Idiomorph: {
    morph(old: Element, fresh: Node, options: { morphStyle: "outerHTML" | "innerHTML"; callbacks?: Callbacks }): Element[] | undefined;
  };
}
