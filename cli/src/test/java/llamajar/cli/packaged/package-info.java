/// Tests of what the build has packaged; they run after it.
package llamajar.cli.packaged;
