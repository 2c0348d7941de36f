import fc from 'fast-check';

// For a mutant it is enough that a property fails. Searching for the smallest example would take most of the time.
fc.configureGlobal({ endOnFailure: true });
