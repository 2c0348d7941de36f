// What must be in no report: keys, values, headers and bodies.
export const key = 'kept-nowhere-key';
export const value = 'kept-nowhere-value';
export const number = 918273645;
