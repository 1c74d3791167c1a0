/// What an attack is, and what it is made with: [dev.cloister.cli.drill.attack.Scene] has the owner's image, boot set
/// and broker, [dev.cloister.cli.drill.attack.BareGuest] a guest without a VM. Open
/// [dev.cloister.cli.drill.attack.Attack] first.
package dev.cloister.cli.drill.attack;
