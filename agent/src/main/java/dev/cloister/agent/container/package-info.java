/// From the sealed root to a running container: the image opened (dm-verity, dm-crypt, overlay), its own OCI
/// config turned into an OCI runtime config, the runtime `crun` run on it, its output and exit code passed on.
///
/// Follows the OCI image and runtime specifications; where they leave a choice, what Docker does, as the image
/// is unmodified and was made for it. There is no network namespace: the VM is the boundary. Start with {@link
/// dev.cloister.agent.container.Container}.
package dev.cloister.agent.container;
