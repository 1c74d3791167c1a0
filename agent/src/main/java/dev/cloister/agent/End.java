package dev.cloister.agent;

import dev.cloister.protocol.guest.Ended;
import java.util.Locale;

/// What a guest's life can end in. Code and sentence go to the console, where the host reads them: they say
/// nothing of the image. What does is in {@link #detail}, which only the owner's log may carry.
sealed interface End {
    /// The container ran and has ended; its exit code is for the owner.
    record ContainerEnded() implements End {}

    record NoInitData() implements End {}

    record SeveralInitData(int devices) implements End {}

    record BadInitDataDevice(String why) implements End {}

    record NoReport(String why) implements End {}

    /// The source answered, but not what was asked.
    record WrongReport(String why) implements End {}

    record WeakRandom() implements End {}

    record InitDataMismatch() implements End {}

    record BadInitData(String why) implements End {}

    record NoNetwork(String why) implements End {}

    record NoClock(String why) implements End {}

    /// The broker, or what answered in its place.
    record NotReleased(Ended ended) implements End {}

    record Denied(String code, String caseNumber) implements End {}

    record BadImageKey() implements End {}

    record NoSealedRoot() implements End {}

    record SeveralSealedRoots(int devices) implements End {}

    record BadSealedRoot(String why) implements End {}

    record ImageNotOpened(String why) implements Private {}

    record BadImageConfig(String why) implements Private {}

    record ContainerNotStarted(String why) implements Private {}

    /// Ours. The place in the code says nothing of the values.
    record Bug(String kind, String place) implements End {}

    /// Ends whose reason may speak of the image.
    sealed interface Private extends End {
        String why();
    }

    /// Stable, kebab-case.
    default String code() {
        return switch (this) {
            case ContainerEnded e -> "container-ended";
            case NoInitData e -> "no-init-data";
            case SeveralInitData e -> "several-init-data";
            case BadInitDataDevice e -> "bad-init-data-device";
            case NoReport e -> "no-report";
            case WrongReport e -> "wrong-report";
            case WeakRandom e -> "weak-random";
            case InitDataMismatch e -> "init-data-mismatch";
            case BadInitData e -> "bad-init-data";
            case NoNetwork e -> "no-network";
            case NoClock e -> "no-clock";
            case NotReleased e -> e.ended().code();
            case Denied e -> e.code();
            case BadImageKey e -> "bad-image-key";
            case NoSealedRoot e -> "no-sealed-root";
            case SeveralSealedRoots e -> "several-sealed-roots";
            case BadSealedRoot e -> "bad-sealed-root";
            case ImageNotOpened e -> "image-not-opened";
            case BadImageConfig e -> "bad-image-config";
            case ContainerNotStarted e -> "container-not-started";
            case Bug e -> "agent-bug";
        };
    }

    /// One, for people, in one line.
    default String sentence() {
        return switch (this) {
            case ContainerEnded e -> "the container has ended";
            case NoInitData e -> "no init-data: no block device carries any";
            case SeveralInitData e -> "init-data more than once: " + e.devices() + " block devices carry some";
            case BadInitDataDevice e -> "the init-data device cannot be read: " + e.why();
            case NoReport e -> "the hardware gives no report: " + e.why();
            case WrongReport e -> "the hardware's report is not an answer: " + e.why();
            case WeakRandom e -> "the processor has no instruction for random numbers";
            case InitDataMismatch e -> "init-data does not match the hardware";
            case BadInitData e -> "init-data cannot be used: " + e.why();
            case NoNetwork e -> "the network did not come up: " + e.why();
            case NoClock e -> "the clock could not be set: " + e.why();
            case NotReleased e -> e.ended().sentence();
            case Denied e -> "the broker does not release what init-data asks for, case " + e.caseNumber();
            case BadImageKey e -> "the image key that the broker released is not one";
            case NoSealedRoot e -> "no sealed image: no block device carries any";
            case SeveralSealedRoots e -> "a sealed image more than once: " + e.devices() + " block devices carry one";
            case BadSealedRoot e -> "the sealed image's device cannot be used: " + e.why();
            case ImageNotOpened e ->
                "the sealed image cannot be opened: it is not the one that init-data names, or damaged";
            case BadImageConfig e -> "the image's own config cannot be used; the owner's log says why";
            case ContainerNotStarted e -> "the container did not start; the owner's log says why";
            case Bug e -> "the agent failed: " + e.kind() + " at " + e.place();
        };
    }

    /// For the owner alone; empty where the sentence says it all.
    default String detail() {
        return this instanceof Private hidden ? hidden.why() : "";
    }

    /// The message of what was thrown, or its kind where there is none.
    static String why(Exception thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /// From what was thrown: its kind and where, never its message.
    static Bug bug(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        String place = trace.length == 0 ? "an unknown place" : trace[0].getFileName() + ":" + trace[0].getLineNumber();
        return new Bug(thrown.getClass().getSimpleName().toLowerCase(Locale.ROOT), place);
    }
}
