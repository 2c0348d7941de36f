import fc from 'fast-check';

// That a property fails is all that a mutant has to show: looking for the smallest example takes most of the time.
fc.configureGlobal({ endOnFailure: true });
