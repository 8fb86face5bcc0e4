/// `llamajar synth`: model files of random weights, to measure speed without a download.
package llamajar.cli.synth;
