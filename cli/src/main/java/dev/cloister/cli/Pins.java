package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.proof.OwnRecords;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.ConfidentialContainer.BrokerChoice;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What a run pins in the hardware: the owner's init-data, or a variant of it that a document asks for.
///
/// @param initData what the guest gets
/// @param owners what lay beside the sealed image; whoever holds that folder could have changed it
record Pins(InitData initData, InitData owners) {

    static Pins of(Path sealed, Optional<ConfidentialContainer> document) throws IOException, Malformed {
        InitData owners = SealedPlace.initData(sealed);
        if (document.isEmpty()) {
            return new Pins(owners, owners);
        }
        InitData asked = InitData.write(Ownership.asked(owners.cloister(), document.get()));
        return new Pins(asked, owners);
    }

    /// The broker that the guest will be led to; empty, and a sentence on the screen, when it is not the pinned
    /// one.
    Optional<BrokerClient> broker(Workspace workspace, Optional<String> url, Optional<ConfidentialContainer> document)
            throws IOException, Malformed {
        Optional<String> named = url.or(() -> document.flatMap(Pins::namedBroker));
        BrokerClient broker = named.isPresent()
                ? new BrokerClient(named.get(), Optional.empty())
                : workspace.broker().start();
        CloisterToml.Broker identity = Ownership.identity(broker.identity());
        CloisterToml.Broker pinned = initData.cloister().broker();
        if (!identity.audience().equals(pinned.audience()) || Collections.disjoint(identity.keys(), pinned.keys())) {
            workspace
                    .screen()
                    .problem("the broker at " + broker.url() + " (" + identity.audience()
                            + ") is not the one that guards this image (" + pinned.audience()
                            + "): its root key is another; name the right one with --broker URL");
            return Optional.empty();
        }
        return Optional.of(broker);
    }

    private static Optional<String> namedBroker(ConfidentialContainer document) {
        return switch (document.broker()) {
            case BrokerChoice.Home _ -> Optional.empty();
            case BrokerChoice.Named broker -> Optional.of(broker.url());
        };
    }

    /// The owner's part of a run from a document, where this home is the owner's: approves the variant that the
    /// document asks for. It does so only for a folder whose own init-data is approved already, as the folder
    /// is the host's and a variant repeats its pins; and only if the document asks for the trust policy that
    /// guards the image. A mere host does nothing here: what is not approved, the broker will refuse.
    boolean approved(Workspace workspace, BrokerClient broker, Asked asked) throws IOException, Malformed {
        if (asked.document().isEmpty() || !broker.isAdmin()) {
            return true;
        }
        ConfidentialContainer document = asked.document().get();
        String path = owners.cloister().root().key().text();
        ReleasePolicy guarding =
                ReleasePolicy.fromJson(broker.releasePolicy(path).fields("release policy"));
        if (!ReleasePolicy.digests(guarding.initData()).contains(owners.digest())) {
            workspace
                    .screen()
                    .problem(
                            "init-data.toml beside the sealed image is not the one that was approved for it, so nothing"
                                    + " is run from it; get the folder from its owner again, or protect the image anew");
            return false;
        }
        TrustPolicy wanted = TrustChoice.named(workspace, document.trustPolicy(), asked.folder());
        if (!guarding.trustPolicy().equals(wanted)) {
            workspace
                    .screen()
                    .problem("the broker guards this image with trust policy "
                            + guarding.trustPolicy().name() + ", the document asks for " + wanted.name()
                            + "; protect it anew: cloister protect -f FILE --replace");
            return false;
        }
        if (!initData.equals(owners)) {
            WantedSecrets secrets = WantedSecrets.of(document);
            Optional<WantedSecrets.Problem> problem = secrets.problem(broker, wanted);
            if (problem.isPresent()) {
                workspace.screen().problem(problem.get().sentence());
                workspace.screen().remedy(problem.get().remedy());
                return false;
            }
            ReleasePolicy.Approved variant =
                    new ReleasePolicy.Approved(initData.digest(), "cloister run -f, name " + document.name());
            secrets.release(broker, new ReleasePolicy(wanted, guarding.measurements(), List.of(variant)));
            broker.approveInitData(path, initData.digest(), "cloister run -f, name " + document.name());
            OwnRecords.keep(
                    workspace.home(),
                    ReleasePolicy.fromJson(broker.releasePolicy(path).fields("release policy")));
        }
        return true;
    }
}
