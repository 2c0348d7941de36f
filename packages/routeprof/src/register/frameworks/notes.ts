/** What a framework has made for each request. */
export interface Notes<Subject extends object, Value> {
  of(subject: Subject): Value | undefined;
  set(subject: Subject, value: Value): void;
}

/** A constructor that returns the object it is given: a private field of a subclass is then added to that object. */
class Itself {
  constructor(subject: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private field is added to an object of another class.
    return subject;
  }
}

/**
 * Notes that are kept in the object itself, in a private field. In a WeakMap, a value that refers to its object would
 * keep both alive until a major collection. Unlike a symbol, a private field can be added to a frozen object, and code
 * that lists, copies or compares properties does not see it.
 */
export function createNotes<Subject extends object, Value>(): Notes<Subject, Value> {
  class Note extends Itself {
    #value: Value;

    constructor(subject: Subject, value: Value) {
      super(subject);
      this.#value = value;
    }

    static of(subject: object): Value | undefined {
      return #value in subject ? subject.#value : undefined;
    }

    static set(subject: Subject, value: Value): void {
      try {
        if (#value in subject) (subject as Note).#value = value;
        else new Note(subject, value);
      } catch {
        // The request matters more; its route is then named without its framework.
      }
    }
  }
  return Note;
}
