/// `llamajar doctor`: what this machine can do, and which kernels a model would use.
package llamajar.cli.doctor;
