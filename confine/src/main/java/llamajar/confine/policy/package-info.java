/// What stays open, as data.
package llamajar.confine.policy;
