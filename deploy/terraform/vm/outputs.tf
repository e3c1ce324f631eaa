output "look" {
  description = "Opens Airflow at http://127.0.0.1:8080 of your own machine."
  value       = "gcloud compute ssh ${google_compute_instance.tamis.name} --zone ${var.zone} --tunnel-through-iap -- -L 8080:127.0.0.1:8080"
}
