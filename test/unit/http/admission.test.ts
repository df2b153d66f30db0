import { expect, it } from '@jest/globals';
import { Admission } from '../../../src/http/admission.js';

it('As many as there is room for are let in, and one more when one has left', () => {
  const admission = new Admission(2);
  const leave = admission.enter();
  admission.enter();
  expect(admission.enter()).toBeUndefined();
  leave?.();
  expect(admission.enter()).toBeDefined();
  expect(admission.enter()).toBeUndefined();
});

it('Who leaves twice has left once', () => {
  const admission = new Admission(2);
  admission.enter();
  const leave = admission.enter();
  leave?.();
  leave?.();
  expect(admission.underWay).toBe(1);
});

it('Those under way and those turned away are counted', () => {
  const admission = new Admission(1);
  const leave = admission.enter();
  admission.enter();
  admission.enter();
  expect([admission.underWay, admission.refused]).toEqual([1, 2]);
  leave?.();
  expect([admission.underWay, admission.refused]).toEqual([0, 2]);
});
