/// The version of this program, for people and for those who watch it.
package let programVersion = "0.1.0"
