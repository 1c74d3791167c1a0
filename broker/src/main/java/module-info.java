/// The service that appraises and releases: HTTP, storage, audit. A program of its own.
module dev.cloister.broker {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
    requires dev.cloister.protocol;
    requires dev.cloister.workload;
    requires org.eclipse.jetty.server;
    requires org.xerial.sqlitejdbc;
    requires flyway.core;
    requires com.nimbusds.jose.jwt;
    requires java.logging;
    requires java.sql;
}
