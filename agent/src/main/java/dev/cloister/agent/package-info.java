/// In the guest: attests, unlocks the image, runs the container.
package dev.cloister.agent;
